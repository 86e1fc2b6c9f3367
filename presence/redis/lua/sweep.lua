-- Removes a node if it is dead. KEYS: node, listings, people. Answers {0} for a living one, else {1, people...}.
-- Reading and removing are one step: whoever gets the people is the only one.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local expiry = redis.call('HGET', KEYS[1], 'until')
if expiry and tonumber(expiry) > now then
  return {0}
end
local gone = {1}
for _, value in ipairs(redis.call('HVALS', KEYS[3])) do
  gone[#gone + 1] = value
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return gone
