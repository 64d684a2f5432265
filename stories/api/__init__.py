"""The read-only API under /api/v1/: what anybody may read on the pages, as JSON for programs.

`describing` (an operation: its parameters, its answer, how it is served, and the OpenAPI description of all) · `paging` ·
`models` (the answers) · `views`. Apps above add operations by the same decorator: `debate.api`. docs/api.md is for who uses it.
"""
