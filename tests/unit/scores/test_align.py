from nlp_reports.scores.align import align


def test_nothing_shared():
    assert align("甲乙", "丙丁").score == 0 and align("", "丙").pairs == ()


def test_the_whole_text_aligns_with_itself():
    found = align("公开信息", "公开信息")
    assert found.score == 12 and found.pairs == ((0, 0), (1, 1), (2, 2), (3, 3))


def test_a_changed_word_stays_inside():
    found = align("每月通报更新情况并限期整改", "每季通报更新情况并限期整改")
    assert len(found.pairs) == 13 and found.score == 12 * 3 - 1


def test_one_long_gap_is_cheaper_than_many():
    found = align("公开信息甲乙丙丁发布文件", "公开信息发布文件")
    assert found.score == 8 * 3 - 3 - 3 * 0.5
    assert [b for _, b in found.pairs].count(None) == 4
    back = align("公开信息发布文件", "公开信息甲乙丙丁发布文件")
    assert back.score == found.score and [a for a, _ in back.pairs].count(None) == 4
