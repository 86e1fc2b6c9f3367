-- The nodes whose time is over. KEYS after the shared ones: nodes. Answers their ids.
return redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', string.format('%.0f', clock()))
