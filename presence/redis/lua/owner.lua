-- Who owns a room now. KEYS: room. Answers {node, epoch}, or {} for nobody.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'node', 'epoch', 'until')
if not held[1] or tonumber(held[3]) <= now then
  return {}
end
return {held[1], held[2]}
