"""WordPiece, the tokenizer of BERT and its kin: from sentences to numbers of a vocabulary.

A text is cut into words, and a word that the vocabulary lacks into the longest pieces that it has, from the left:
``"embeddings"`` becomes ``["em", "##bed", "##ding", "##s"]``, where ``##`` marks what continues a word.
"""

import unicodedata

import numpy as np

PADDING, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
# Longer words are not worth cutting: they are noise.
LONGEST_WORD = 100
# Categories of Unicode: accents, and characters that control, format or are for private use.
DROPPED = ("Mn", "Cc", "Cf", "Co")


def is_punctuation(character):
    """Punctuation of Unicode, and every ASCII character that is no letter, digit or space, such as ``$``."""
    return unicodedata.category(character).startswith("P") or (character.isascii() and not character.isalnum())


def is_ideograph(character):
    """Chinese characters, each of which BERT takes for a word: the CJK unified ideographs and their extensions."""
    return unicodedata.name(character, "").startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))


def words(text):
    """Words and punctuation marks of a text, in lower case, without accents.

    Examples
    --------
    >>> words("Où est-il?")
    ['ou', 'est', '-', 'il', '?']
    """
    cleaned = []
    # NFD takes "é" apart, into "e" and an accent.
    for character in unicodedata.normalize("NFD", text):
        dropped = unicodedata.category(character) in DROPPED or character == "\N{REPLACEMENT CHARACTER}"
        if character in "\t\n\r" or (character.isspace() and not dropped):
            cleaned.append(" ")
        elif dropped:
            continue
        elif is_punctuation(character) or is_ideograph(character):
            cleaned.append(f" {character} ")
        else:
            cleaned.append(character.lower())
    return "".join(cleaned).split()


class WordPiece:
    """A vocabulary, and how texts are cut by it.

    Parameters
    ----------
    path : path-like
        A ``vocab.txt``, with a token in each line; their numbers are those of the lines, from 0.
    """

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.numbers = {line.rstrip("\n"): number for number, line in enumerate(file)}

    def pieces(self, word):
        """The tokens of a word.

        Parameters
        ----------
        word : str

        Returns
        -------
        list of str
            ``["[UNK]"]`` if some part of the word is not in the vocabulary.
        """
        found, start = [], 0
        while start < len(word) <= LONGEST_WORD:
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.numbers), None)
            if end is None:
                return [UNKNOWN]
            found.append(prefix + word[start:end])
            start = end
        return found or [UNKNOWN]

    def tokens(self, text, longest):
        """The tokens of a text between start and end marks, at most `longest` of them."""
        inner = [piece for word in words(text) for piece in self.pieces(word)]
        return [START, *inner[: longest - 2], END]

    def __call__(self, texts, longest=256):
        """Numbers of the tokens of several texts, made equally long by padding.

        Parameters
        ----------
        texts : sequence of str
        longest : int, default 256
            Tokens of a text beyond this number are left out.

        Returns
        -------
        numbers : ndarray of int64, (texts, tokens of the longest text)
        mask : ndarray of bool, of the same shape
            False for padding.
        """
        rows = [[self.numbers[token] for token in self.tokens(text, longest)] for text in texts]
        numbers = np.full((len(rows), max(map(len, rows))), self.numbers[PADDING])
        mask = np.zeros(numbers.shape, bool)
        for i, row in enumerate(rows):
            numbers[i, : len(row)] = row
            mask[i, : len(row)] = True
        return numbers, mask
