-- Until the end of the transaction `%>` means a likeness of 0.5 or more, and is asked of its index: the planner takes
-- reading all texts for cheaper, not knowing that to find the likeness of one takes a hundred times as long as any other
-- comparison.
select set_config('pg_trgm.word_similarity_threshold', '0.5', true), set_config('enable_seqscan', 'off', true)
