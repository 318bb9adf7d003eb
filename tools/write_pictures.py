"""Write the pictures of the documents, docs/images, from the pathways: `python -m tools.write_pictures`."""

from pathlib import Path

from helhet.drawing import draw_network, draw_pathway
from helhet.packs.finding import load_pathway
from helhet.packs.folders import pathway_names
from helhet.packs.pack import open_pack

FOLDER = Path(__file__).parents[1] / "docs" / "images"
PATHWAYS = ("naloxone",)


def pictures() -> dict[str, str]:
    """Return each file's name and text, in English and of the newest edition; the same pathways give the same bytes."""
    pack = open_pack()
    others = {name: load_pathway(name, pack)[-1] for name in pathway_names(pack)}
    told = {f"{name}.svg": draw_pathway(others[name], pack.listener(), others) for name in PATHWAYS}
    return told | {"pathways-together.svg": draw_network([*others.values()], pack.listener())}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pictures().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(f"wrote {FOLDER / name}")
