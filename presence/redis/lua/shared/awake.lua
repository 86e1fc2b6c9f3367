-- Who is awake, counted: the beginning of every script named awake_*. Each of them has as its first KEYS: refs, as,
-- facets, and two that only begin keys: of counts by facet, and of nodes' people.
local REFS, AS, FACETS, BY, NODE = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

-- Counts a text ("n.en l.zh|Asia/Shanghai") up or down in each of its facets.
local function shift(text, by, idle)
  local facets, zone = string.match(text, '^([^|]*)|(.*)$')
  for facet in string.gmatch(facets or '', '%S+') do
    local key = BY .. facet
    local count = redis.call('HINCRBY', key, zone, by)
    if count <= 0 then
      redis.call('HDEL', key, zone)
      if redis.call('EXISTS', key) == 0 then
        redis.call('SREM', FACETS, facet)
      end
    elseif count == 1 and by > 0 then
      redis.call('SADD', FACETS, facet)
      redis.call('PEXPIRE', key, idle)
    end
  end
end

-- Takes a person off a node. They stay counted while another has them.
local function gone(node, participant, idle)
  if redis.call('HDEL', node, participant) == 0 then
    return
  end
  if redis.call('HINCRBY', REFS, participant, -1) > 0 then
    return
  end
  redis.call('HDEL', REFS, participant)
  local counted = redis.call('HGET', AS, participant)
  if counted then
    shift(counted, -1, idle)
    redis.call('HDEL', AS, participant)
  end
end

-- Counts a person on a node, once however many nodes have them: as the first node says, until that changes.
local function come(node, participant, text, idle)
  local old = redis.call('HGET', node, participant)
  if old == text then
    return
  end
  redis.call('HSET', node, participant, text)
  if not old then
    redis.call('HINCRBY', REFS, participant, 1)
  end
  local counted = redis.call('HGET', AS, participant)
  if counted and counted ~= old then
    return
  end
  if counted then
    shift(counted, -1, idle)
  end
  redis.call('HSET', AS, participant, text)
  shift(text, 1, idle)
end

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
