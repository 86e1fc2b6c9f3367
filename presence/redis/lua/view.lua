-- What a living node shows. KEYS: node, and listings or people when wanted.
-- Answers {description, value...}, or {} for a node that is dead.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'info', 'until')
if not held[1] or tonumber(held[2]) <= now then
  return {}
end
local shown = {held[1]}
if KEYS[2] then
  for _, value in ipairs(redis.call('HVALS', KEYS[2])) do
    shown[#shown + 1] = value
  end
end
return shown
