-- Nothing has ever written or read it.
alter table jobs drop column trace_parent;
