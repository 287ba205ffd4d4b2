"""The command ``begrep``: the one place that wires loaders, graph and server together."""

import click

from server.cli.changes import diff
from server.cli.checking import check, format_files
from server.cli.comparing import compare, crosswalk
from server.cli.content import build, serve
from server.cli.exporting import export
from server.cli.harmonising import harmonise
from server.cli.importing import import_
from server.cli.kept import builds
from server.cli.releasing import release
from server.cli.searching import search
from server.cli.setting_up import init
from server.cli.shown_settings import settings
from server.cli.workbooks import workbook


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="begrepskatalog", prog_name="begrep")
def main() -> None:
    """Begrepskatalog: felles begreper, og om tallene kan sammenlignes."""


for _command in (
    build,
    builds,
    check,
    compare,
    crosswalk,
    diff,
    export,
    format_files,
    harmonise,
    import_,
    init,
    release,
    search,
    serve,
    settings,
    workbook,
):
    main.add_command(_command)
