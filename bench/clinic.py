"""The clinic of `clinic.yaml` and invented courses in it: the same ones for the same number, by a fixed rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from helhet.packs import norway
from helhet.pathway.course import Course, Entry
from helhet.pathway.reading import SourceFile, read_pathway
from helhet.pathway.tables import Table, compile_pathway
