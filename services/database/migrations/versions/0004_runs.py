"""Runs: one row each for every face, in place of the table of scans, whose rows move here.

A scan that had not ended, or whose ending nobody had looked at, takes its state from its job. Rows are moved in
portions, so that a large table needs little memory; one of 100,000 scans takes some seconds.
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

PORTION = 1000

INDEXES = {
    "ix_runs_created_at": ("created_at", "id"),
    "ix_runs_owner_id_created_at": ("owner_id", "created_at", "id"),
    "ix_runs_owner_id_kind_created_at": ("owner_id", "kind", "created_at", "id"),
    "ix_runs_kind_created_at": ("kind", "created_at", "id"),
    "ix_runs_state_created_at": ("state", "created_at", "id"),
    "ix_runs_kind_subject_created_at": ("kind", "subject", "created_at", "id"),
}


def upgrade() -> None:
    runs = op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("has_secret", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(64), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=True),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(_PORTION, {"last": last, "portion": PORTION}).mappings().all():
        connection.execute(sa.insert(runs), [_run_of(row) for row in rows])
        last = rows[-1]["scan_id"]
    for name, columns in INDEXES.items():
        op.create_index(name, "runs", columns)
    op.drop_table("scans")


def downgrade() -> None:
    raise NotImplementedError("Versions before this one cannot read runs; restore the backup from before the upgrade.")


_PORTION = sa.text(
    "SELECT scans.*, jobs.params, jobs.has_secret, jobs.progress_message, jobs.result, jobs.reason,"
    " jobs.state AS job_state, jobs.stage AS job_stage, jobs.progress AS job_progress,"
    " jobs.started_at AS job_started_at, jobs.finished_at AS job_finished_at"
    " FROM scans LEFT JOIN jobs ON jobs.id = scans.scan_id"
    " WHERE scans.scan_id > :last ORDER BY scans.scan_id LIMIT :portion"
)


def _run_of(row: Any) -> dict[str, Any]:
    title = f"{row['owner']}/{row['repo_name']}"
    return {
        "id": row["scan_id"],
        "kind": "scan",
        "owner_id": row["owner_id"],
        "title": title,
        "subject": row["repo_name"],
        "series": row["url"],
        "words": f"{title}\n{row['url']}".lower(),
        "request": json.dumps(_request_of(row), separators=(",", ":")),
        "has_secret": bool(row["has_secret"]),
        "message": row["progress_message"] or "",
        "created_at": row["created_at"],
        **(_ending_of(row) if row["state"] is not None else _standing_of(row)),
    }


def _request_of(row: Any) -> dict[str, Any]:
    """What the job was told, as far as it is still known, and what the scan's row said beside it."""
    upload = row["scan_id"] if row["kind"] == "upload" else ""
    known = json.loads(row["params"]) if row["params"] else {"upload": upload}
    shown = {name: row[name] for name in ("scan_id", "repo_name", "owner", "url", "kind")}
    return known | shown | {"ref_in_address": row["ref"]}


def _ending_of(row: Any) -> dict[str, Any]:
    kept = ("state", "stage", "progress", "error", "facts", "started_at", "finished_at")
    return {name: row[name] for name in kept}


def _standing_of(row: Any) -> dict[str, Any]:
    """A scan without a job is settled by the runner, from its files."""
    state = row["job_state"] or "queued"
    return {
        "state": state,
        "stage": "done" if state == "succeeded" else row["job_stage"] or "",
        "progress": row["job_progress"] or 0.0,
        "error": row["reason"] if state == "failed" else None,
        "facts": row["result"],
        "started_at": row["job_started_at"],
        "finished_at": row["job_finished_at"],
    }
