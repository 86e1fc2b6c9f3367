-- Who comes to an instance. ARGV: id, date. Answers {limit or -1 for no plan, {persons in order}, {person, reply, …}}.
local instance = ARGV[1] .. ARGV[2]
local limit = redis.call('HGET', base .. 'p:' .. ARGV[1], 'limit')
if not limit then
  return {-1, {}, {}}
end
return {tonumber(limit), redis.call('ZRANGE', base .. 'line:' .. instance, 0, -1),
  redis.call('HGETALL', base .. 'guests:' .. instance)}
