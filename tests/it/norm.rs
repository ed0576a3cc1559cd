//! What `/norm` and `/nearest` must answer, whatever becomes of the ranking.
