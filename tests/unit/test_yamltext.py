"""Text → documents with lines: every scalar is text, and what could harm is refused with its line."""

import pytest

from helhet.pathway.reading.documents import SourceFile
from helhet.pathway.reading.yamlevents import MOST_LEVELS, MOST_NODES, MOST_PROBLEMS
from helhet.pathway.reading.yamltext import MOST_BYTES, read_document, read_plain, read_text


def said(content: bytes | str) -> list[str]:
    """Return the problems of a file, each as it is shown."""
    data = content.encode() if isinstance(content, str) else content
    return [str(problem) for problem in read_document(SourceFile("a.yaml", data))[1]]


def test_every_scalar_is_text() -> None:
    document, problems = read_document(
        SourceFile("a.yaml", b"a: [no, 1, 2019-01-01, 0301, ~, 'x y']\nb: {c: true, d: }\n")
    )

    assert problems == ()
    assert document.data == {
        "a": ["no", "1", "2019-01-01", "0301", "~", "x y"],
        "b": {"c": "true", "d": ""},
    }


def test_each_path_has_the_place_of_its_key_or_item() -> None:
    text = "# a comment\na:\n  - b\n  - c: d\n    e:\n      f\n"

    document, _ = read_document(SourceFile("a.yaml", text.encode()))

    assert document.line(("a",)) == 2
    assert document.line(("a", 0)) == 3
    assert document.line(("a", 1, "c")) == 4
    assert document.line(("a", 1, "e")) == 5
    assert document.line(("a", 1, "e", "unknown", 7)) == 5
    assert document.line(()) == 2


def test_byte_order_mark_is_passed_over() -> None:
    document, problems = read_document(SourceFile("a.yaml", b"\xef\xbb\xbfa: b"))

    assert (document.data, problems) == ({"a": "b"}, ())


def test_several_documents_are_read_apart() -> None:
    text = read_text(SourceFile("a.yaml", b"a: 1\n---\nb: 2\n"))

    assert [document.data for document in text.documents] == [{"a": "1"}, {"b": "2"}]
    assert [document.line(("b",)) for document in text.documents] == [1, 3]


def test_of_several_documents_the_first_is_read() -> None:
    document, _ = read_document(SourceFile("a.yaml", b"a: 1\n---\nb: 2\n"))

    assert document.data == {"a": "1"}


def test_file_that_cannot_be_read_keeps_its_name() -> None:
    document, _ = read_document(SourceFile("a.yaml", b"\xff"))

    assert (document.file, document.data, document.line(("a",))) == ("a.yaml", None, 1)


def test_name_of_a_form_is_its_file_name() -> None:
    names = ("right.yaml", "forms/right.yaml", "C:\\forms\\right.yml")

    assert [SourceFile(name, b"").stem for name in names] == ["right"] * 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "a.yaml:1: the file is empty. Write the definition, or delete the file."),
        (
            "# only a comment\n",
            "a.yaml:1: the file is empty. Write the definition, or delete the file.",
        ),
        ("---\n", "a.yaml:2: this document is empty. Fill it, or delete it."),
        (
            "a: 1\n---\nb: 2\n",
            "a.yaml:3: a second document begins here. Put it in a file of its own; an older edition lies in 'editions/'.",
        ),
        (b"a: 1\nb: \xff\n", "a.yaml:2: a byte here is not UTF-8. Save the file as UTF-8."),
        (
            b"\xef\xbb\xbfa: 1\n\xff\n",
            "a.yaml:2: a byte here is not UTF-8. Save the file as UTF-8.",
        ),
        (b"a: 1\rb: \xff\r", "a.yaml:2: a byte here is not UTF-8. Save the file as UTF-8."),
        ("a: 1\nb:\t2\n", "a.yaml:2: a tab stands here. Use spaces."),
        ("\n\ta: 1\n", "a.yaml:2: a tab stands here. Use spaces."),
        (
            "a: 1\r\nb: \x00\n",
            "a.yaml:2: a character that nobody can see stands here, U+0000. Delete it.",
        ),
        (
            "a: \u202eb\n",
            "a.yaml:1: a character that nobody can see stands here, U+202E. Delete it.",
        ),
        *(
            (
                f"a: b{unseen}\n",
                f"a.yaml:1: a character that nobody can see stands here, U+{ord(unseen):04X}. Delete it.",
            )
            for unseen in "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\U000e0041"
        ),
        (
            'a: 1\nb: "\\u202e"\n',
            "a.yaml:2: a character that nobody can see stands here, U+202E. Delete it.",
        ),
        (
            "%TAG ! tag:x,2000:\n---\na: 1\n",
            "a.yaml:1: a line begins with '%', which YAML takes for a directive."
            " Indent the line, or delete it.",
        ),
        ("a: 1\nb: *a\n", "a.yaml:2: an alias ('*') stands here. Write the value out."),
        ("a: &a 1\n", "a.yaml:1: an anchor ('&') stands here. Delete it."),
        ("a: !x 1\n", "a.yaml:1: a tag ('!') stands here. Delete it, or quote the text."),
        (
            "a: !!python/object:os.system {}\n",
            "a.yaml:1: a tag ('!') stands here. Delete it, or quote the text.",
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            "a.yaml:3: this key stands twice in its mapping, first on line 1."
            " Rename or delete one of them.",
        ),
        ("a: 1\n? [b]\n: 2\n", "a.yaml:2: a key is not a plain text. Write a name and then ': '."),
        (
            "a: b: c\n",
            "a.yaml:1: a colon stands where none can."
            " Look at this line and the one above: indent alike, write a space after a key's colon, and put quotes around a text that holds ': '.",
        ),
        (
            "a:\n  - b\n c: d\n",
            "a.yaml:3: the line does not fit those above it."
            " Look at this line and the one above: indent alike, write a space after a key's colon, and put quotes around a text that holds ': '.",
        ),
        (
            "- a\nb: c\n",
            "a.yaml:2: the line does not fit the list above it."
            " Begin each item with '- ' and indent all alike.",
        ),
        (
            "a: - b\n",
            "a.yaml:1: a list begins on the line of its key."
            " Begin it on the next line, or write it in brackets.",
        ),
        (
            "b: 1\na: [b, c\n",
            "a.yaml:2: a list in brackets is not closed. Write ',' between items and ']' last.",
        ),
        (
            "a: [b,\n  c\n",
            "a.yaml:1: a list in brackets is not closed. Write ',' between items and ']' last.",
        ),
        (
            "a: [b,\n  c",
            "a.yaml:1: a list in brackets is not closed. Write ',' between items and ']' last.",
        ),
        (
            "a: {b: c\nd: e\n",
            "a.yaml:2: a mapping in braces is not closed. Write ',' between items and '}' last.",
        ),
        ("a: 'b\nc", "a.yaml:1: a text in quotes is not closed. Write the closing quote."),
        ("b: 1\na: 'b\n\n\n", "a.yaml:2: a text in quotes is not closed. Write the closing quote."),
        (
            "a: @b\n",
            "a.yaml:1: a text begins with a character that YAML keeps for itself."
            " Put quotes around the text.",
        ),
        (
            'a: "\\q"\n',
            "a.yaml:1: a backslash in this text means nothing. Use single quotes around the text.",
        ),
        (
            "a: |b\n  c\n",
            "a.yaml:1: a text stands on the line of its '|' or '>'."
            " Begin it on the next line, indented.",
        ),
        (
            "{a: b}}\n",
            "a.yaml:1: this is not well-formed YAML."
            " Check the indentation, quotes and brackets here and on the line above.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(content: bytes | str, expected: str) -> None:
    assert said(content) == [expected]


def test_file_of_more_than_a_megabyte_is_not_parsed() -> None:
    assert said(b"a" * MOST_BYTES) == []
    assert said(b"a" * (MOST_BYTES + 1)) == [
        "a.yaml:1: the file has more than 1,000,000 bytes."
        " Divide it, or look for what does not belong in it."
    ]


def test_twenty_levels_are_enough() -> None:
    deep = "[" * MOST_LEVELS + "]" * MOST_LEVELS

    assert said(deep) == []
    assert said(f"[{deep}]") == [
        "a.yaml:1: lists and mappings stand more than 20 deep in each other here."
        " No definition is so deep: look for brackets too many."
    ]


def test_values_are_counted() -> None:
    items = "- a\n" * (MOST_NODES - 1)

    assert said(items) == []
    assert said(items + "- a\n") == [
        "a.yaml:50000: the file has more than 50,000 values. Divide it."
    ]


def test_of_very_many_problems_the_first_are_told() -> None:
    assert len(said("- *a\n" * 1000)) == MOST_PROBLEMS


def test_text_that_is_no_yaml_is_read_without_its_byte_order_mark() -> None:
    assert read_plain(SourceFile("a.csv", b"\xef\xbb\xbfa,b\r\n1,%\r\n")) == ("a,b\r\n1,%\r\n", ())


def test_text_that_is_no_yaml_and_cannot_be_read_is_told() -> None:
    text, problems = read_plain(SourceFile("a.csv", b"a,b\n1,\xff\n"))

    assert text == ""
    assert [str(problem) for problem in problems] == [
        "a.csv:2: a byte here is not UTF-8. Save the file as UTF-8."
    ]
