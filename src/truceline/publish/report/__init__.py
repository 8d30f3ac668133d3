"""The report: one self-contained HTML file, made from one value and nothing else."""
