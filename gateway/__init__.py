"""Passerelle: a local privacy gateway between a French local authority's agents and external LLM APIs."""

__version__ = "0.1.0"
