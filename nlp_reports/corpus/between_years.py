"""Checks between two years of one issuer, as rows of ``checks``: a query over all reports at once.

The rules are those of :func:`nlp_reports.figures.check_years`, which holds two reports against each
other; a test holds both to the same results.
"""

from __future__ import annotations

_CELLS = """
    select report_id, "table", "row", "column", value, state,
        concat_ws('.', "table", "row", "column") as name
    from kept_figures where not ends_with(form, 'prose') and (
        "row" in ('carried_over', 'carried_forward') or (
            "row" in ('rules', 'normative_documents')
            and "column" in ('made', 'repealed', 'valid')
        )
    )
"""
_PAIRS = """
    select later.report_id, min(earlier.report_id) as before
    from kept_reports as later join links as own on later.issuer = own.name
    join links as other on own.issuer_id = other.issuer_id
    join kept_reports as earlier on earlier.issuer = other.name and earlier.year = later.year - 1
    where own.issuer_id is not null group by later.report_id
"""
_CARRIED = "carried forward last year = carried over this year; "
_VALID = "in force last year + made = in force + repealed; "
_SIDES = f"""
    select p.report_id, 'carried_over_years' as "check", '{_CARRIED}' || c."column" as note,
        c."row" = 'carried_forward' as "left", if("left", 0, 1) as place, c.name, c.value, c.state
    from pairs p join cells c on c.report_id = if("row" = 'carried_forward', p.before, p.report_id)
    where "table" = 'requests'
    union all
    select p.report_id, 'valid_documents_years', '{_VALID}' || c."row",
        c.report_id = p.before or c."column" = 'made',
        case when c.report_id = p.before then 0 when c."column" = 'made' then 1
            when c."column" = 'valid' then 2 else 3 end,
        c.name, c.value, c.state
    from pairs p join cells c on c.report_id = p.report_id
        or (c.report_id = p.before and c."column" = 'valid')
    where "table" = 'proactive'
"""
_HELD = """
    select report_id, "check", note, string_agg(name, ' ' order by place) as cells,
        bool_or(state = 'missing') or not bool_or("left" and state = 'number')
            or bool_and(state = 'blank') filter (where not "left") as unknown,
        coalesce(sum(value) filter (where "left"), 0) as one,
        coalesce(sum(value) filter (where not "left"), 0) as other
    from sides group by report_id, "check", note
    having count(*) = if("check" = 'carried_over_years', 2, 4)
"""
CHECKS = f"""
    from kept_checks union all by name (
        with cells as ({_CELLS}), pairs as ({_PAIRS}), sides as ({_SIDES}), held as ({_HELD})
        select report_id, "check", cells, note,
            case when unknown then 'not_assessable' when abs(one - other) <= 0.005 then 'passed'
                else 'failed' end as result,
            if(unknown, null, one) as "left", if(unknown, null, other) as "right",
            if(unknown, null, round(one - other, 6)) as delta,
            if(result = 'failed', 'source', null) as likely
        from held
    )
"""
"""Gives the checks of every report by itself and those against the year before."""
