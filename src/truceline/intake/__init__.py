"""Reading what others wrote: files in, facts and tables out."""
