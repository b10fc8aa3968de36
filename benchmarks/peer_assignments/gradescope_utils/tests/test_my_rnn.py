"""The tests as gradescope-utils has them: methods of a TestCase, with weights."""

import unittest

import my_rnn_tests  # type: ignore[import-not-found]
from ex1_my_rnn import MyRNN  # type: ignore[import-not-found]
from gradescope_utils.autograder_utils.decorators import weight  # type: ignore[import-not-found]


class TestMyRNN(unittest.TestCase):
    """A method for each of the tests that the peers share."""

    @weight(1)  # type: ignore[untyped-decorator]
    def test_shapes(self) -> None:
        """Judge shapes."""
        my_rnn_tests.test_shapes(MyRNN)

    @weight(1)  # type: ignore[untyped-decorator]
    def test_outputs(self) -> None:
        """Judge outputs."""
        my_rnn_tests.test_outputs(MyRNN)

    @weight(1)  # type: ignore[untyped-decorator]
    def test_hidden_state(self) -> None:
        """Judge h_0 and h_n."""
        my_rnn_tests.test_hidden_state(MyRNN)

    @weight(1)  # type: ignore[untyped-decorator]
    def test_gradients(self) -> None:
        """Judge gradients."""
        my_rnn_tests.test_gradients(MyRNN)
