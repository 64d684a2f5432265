"""Splitting keeps together what belongs together, and loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.text.sentences import first_sentence, split_sentences

TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(list(" .!?…\n\t\"'“”‘’«»()[]0123456789,;:-—AaBbTthe")), st.characters()
    ),
    max_size=300,
)


@pytest.mark.parametrize(
    "sentences",
    [
        ["One ends here.", "Two begins."],
        ["They agreed [1].", "They left [2][3]."],
        ["They agreed.[3]", "Next they left."],
        ["They agreed. [3] [4]", "Next they left."],
        ["They agreed.", "[3] shows that they left."],
        ["“They agreed.” [3]", "Next they left."],
        ["“They agreed.” [3]."],
        ["J. F. K. spoke to Gen. A. Hnatov and Mr. Umerov in St. Petersburg.", "He left."],
        [
            "The U.S. offered 1.2 million dollars, i.e. approx. 5 % of 24.5, on Jan. 8 at 4 p.m. Washington time."
        ],
        ["It lies in the U.S.", "The talks do not."],
        ["He bought arms, tanks, etc.", "They rusted."],
        ["See No. 5 and p. 12, vol. 3.", "Then stop."],
        ["No.", "That is wrong."],
        ["We … will consider it.", "Never."],
        ["We waited...", "The answer came."],
        ["We waited ... and the answer came."],
        ["He said “We are ready.”", "Then he left."],
        ["He said: “We will not wait. We will act.” [3]", "Then he left."],
        ["(They agreed.)", "Next."],
        ["“Are we safe?” Starmer asked.", "Nobody knew."],
        ["Are we safe?!", "Who knows?", "Nobody!"],
        ["They met on 6 Jan. 2026 in Paris.", "35 nations signed."],
        ["One paragraph", "Another paragraph"],
        ["It grew by 3.5 % in 2025.", "In 2026 it fell."],
        ["He spoke of “a ‘frozen conflict’.”", "She did not."],
        ["موسكو رفضت الخطة.", "ثم غادر الوفد."],
    ],
)
def test_it_splits_where_a_sentence_ends(sentences: list[str]) -> None:
    joint = "\n\n" if sentences[0] == "One paragraph" else " "
    assert split_sentences(joint.join(sentences)) == sentences


@given(TEXT)
def test_it_restores_the_text_up_to_blanks(text: str) -> None:
    assert " ".join(split_sentences(text)).split() == text.split()


@given(TEXT)
def test_it_splits_no_sentence_again(text: str) -> None:
    for sentence in split_sentences(text):
        assert split_sentences(sentence) == [sentence]


def test_it_gives_the_first_sentence() -> None:
    assert first_sentence("Dr. Who came. He went.") == "Dr. Who came."
    assert first_sentence(" \n ") == ""
