import pickle

import pytest

from nlp_reports import errors


@pytest.mark.parametrize(
    "kind",
    [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.ReadError)],
)
def test_every_read_error_names_file_place_and_next_action(kind):
    message = str(kind("r/a.pdf", place="page 3"))
    assert message.startswith("r/a.pdf (page 3): ")
    assert "; " in message


def test_errors_come_back_whole_from_a_worker():
    # multiprocessing sends exceptions as pickles; that is its protocol, not our storage
    error = errors.LimitError("a.zip", what="too many members", place="member 9")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.place, type(back)) == (str(error), "member 9", errors.LimitError)
