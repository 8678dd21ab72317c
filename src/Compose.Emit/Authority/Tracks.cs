using Compose.Emit.Graph;
using Compose.Emit.Shapes;

namespace Compose.Emit.Authority;

/// <summary>All tracks that instances of the plan are given by the host or by what is compiled in.</summary>
internal sealed class Tracks
{
    private readonly Dictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private readonly List<Track> _usersFirst = [];

    public Tracks(Composition composition)
    {
        // Only what some instance is given by the host counts; a wired interface is the provider's own matter.
        var asked = new HashSet<ImportUnit>();
        foreach (var node in composition.Nodes)
        {
            for (int i = 0; i < node.Bindings.Length; i++)
            {
                if (!node.Bindings[i].IsWire)
                {
                    asked.Add(node.Unit.Imports[i]);
                }
            }
        }

        foreach (var import in asked.OrderBy(static i => i.Unit.Digest).ThenBy(static i => i.Index))
        {
            if (import.Instance is null)
            {
                throw new ComposeException(
                    ErrorCodes.Emit.LinkError,
                    $"the import `{import.Name}` of {import.Unit.Digest} is no instance; a host gives interfaces only",
                    hint: "wire it to an export of another instance");
            }

            if (!_tracks.TryGetValue(import.Track, out var track))
            {
                track = new Track(import.Track);
                _tracks.Add(track.Key, track);
            }

            track.Include(import);
        }

        Order();
    }

    public Track? TryGet(string key) => _tracks.GetValueOrDefault(key);

    public Track this[string key] => _tracks[key];

    /// <summary>Every track, users before what they use, otherwise by key.</summary>
    public IReadOnlyList<Track> UsersFirst => _usersFirst;

    private void Order()
    {
        var state = new Dictionary<string, bool>(StringComparer.Ordinal);
        var order = new List<Track>();
        foreach (string key in _tracks.Keys.Order(StringComparer.Ordinal))
        {
            Visit(key, state, order);
        }

        for (int i = 0; i < order.Count; i++)
        {
            order[i].Rank = i;
        }

        _usersFirst.AddRange(Enumerable.Reverse(order));
    }

    private void Visit(string start, Dictionary<string, bool> done, List<Track> order)
    {
        if (done.ContainsKey(start))
        {
            return;
        }

        var stack = new Stack<(Track Track, IEnumerator<string> Uses)>();
        done[start] = false;
        stack.Push((_tracks[start], _tracks[start].Uses.GetEnumerator()));
        while (stack.TryPeek(out var frame))
        {
            if (!frame.Uses.MoveNext())
            {
                stack.Pop();
                done[frame.Track.Key] = true;
                order.Add(frame.Track);
                continue;
            }

            string used = frame.Uses.Current;
            if (!_tracks.TryGetValue(used, out var next))
            {
                continue;
            }

            if (!done.TryGetValue(used, out bool finished))
            {
                done[used] = false;
                stack.Push((next, next.Uses.GetEnumerator()));
            }
            else if (!finished)
            {
                throw new ComposeException(
                    ErrorCodes.Emit.IncompatibleTypes,
                    $"`{frame.Track.Key}` and `{used}` use each other's resources, as different components see them",
                    hint: "build all components against one version of the interfaces");
            }
        }
    }
}
