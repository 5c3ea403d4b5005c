"""Foreign case files: a CSV of another system's cases comes in, each with its clock.

Five words. A *mapping* (YAML) says what the columns of a file mean; a *record* is one row as it stands in the file; a
*refusal* says why a row was left out; a *remark*, what was odd about a row that was kept; a *verdict* is what the other
system itself says of a case: on time, or late.
"""

from onegrid.channels.case_import.intake import import_cases
from onegrid.channels.case_import.mapping import Mapping
from onegrid.channels.case_import.mapping_file import BadMapping, load_mapping
from onegrid.channels.case_import.records import BadFile
from onegrid.channels.case_import.tally import Tally

__all__ = ["BadFile", "BadMapping", "Mapping", "Tally", "import_cases", "load_mapping"]
