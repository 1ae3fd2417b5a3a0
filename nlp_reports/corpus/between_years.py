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
# Joins by equality alone: DuckDB holds all against all where a condition is more than that.
BEFORE = """
    with own as (
        select report_id, links.issuer_id, year from kept_reports join links on issuer = name
        where links.issuer_id is not null and year is not null
    ), following as (
        select issuer_id, year + 1 as year, min(report_id) as before from own group by all
    )
    select report_id, before from own join following using (issuer_id, year)
"""
"""Each report with the first by ``report_id`` of its issuer's reports of the year before."""
_CARRIED = "carried forward last year = carried over this year; "
_VALID = "in force last year + made = in force + repealed; "
_SIDES = f"""
    select s.report_id, c.name, c.value, c.state,
        if("table" = 'requests', 'carried_over_years', 'valid_documents_years') as "check",
        if("table" = 'requests', '{_CARRIED}' || "column", '{_VALID}' || "row") as note,
        earlier or ("table" = 'proactive' and "column" = 'made') as "left",
        case when earlier then 0 when "column" = 'valid' then 2 when "column" = 'repealed' then 3
            else 1 end as place
    from (
        select report_id, before as source, true as earlier from pairs
        union all select report_id, report_id, false from pairs
    ) s join cells c on c.report_id = source
    where if("table" = 'requests', earlier = ("row" = 'carried_forward'),
        "table" = 'proactive' and (not earlier or "column" = 'valid'))
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
        with cells as ({_CELLS}), pairs as ({BEFORE}), sides as ({_SIDES}), held as ({_HELD})
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
