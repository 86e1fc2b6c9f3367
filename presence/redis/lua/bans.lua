-- The bans of a room. KEYS: bans. Answers {now (ms), bans}, or {} for none.
local bans = redis.call('HGET', KEYS[1], 'bans')
if not bans then
  return {}
end
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), bans}
