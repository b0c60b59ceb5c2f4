"""Historic applications, awards and reports from a workbook: a template, a check row by row, all or nothing."""
