"""Sections: all heading candidates first, then one choice over the whole sequence.

>>> from nlp_reports.sections import outline_text
>>> print(outline_text("一、总体情况 （五）监督保障 开展检查2次。 五、存在的主要问题 无。"))
form 2021
  一、总体情况  [overview] 0-23 ...
    （五）监督保障  [overview.supervision] 7-23 ...
  五、存在的主要问题  [problems_improvements] 23-35 ...
  missing: ...
"""

from nlp_reports.sections.outlining import outline, outline_text

__all__ = ["outline", "outline_text"]
