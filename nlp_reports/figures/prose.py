from nlp_reports.figures.grids import Raw
def stated(report, outline, tables): return []
