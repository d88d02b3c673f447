"""People (tổ chức, con người): agencies, units, posts, officials, citizens and organisations."""
