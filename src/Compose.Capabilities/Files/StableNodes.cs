using Compose.Capabilities.Services;

namespace Compose.Capabilities.Files;

/// <summary>
/// Attributes of files as a strict run shows them: what depends on the machine, the file system or the time of day is
/// hidden. Nodes are numbered in the order in which the guest first asks for them; every timestamp is the run's epoch;
/// links are not counted, and directories have no size. Entered by one thread at a time, as its store is.
/// </summary>
public sealed class StableNodes(Timestamp epoch)
{
    private readonly Dictionary<(ulong Device, ulong Number), ulong> _numbers = [];
    private ulong _next;

    /// <summary>The attributes to show.</summary>
    public NodeStat Of(in NodeStat stat)
    {
        if (!_numbers.TryGetValue((stat.Device, stat.Number), out ulong number))
        {
            number = ++_next;
            _numbers.Add((stat.Device, stat.Number), number);
        }

        return stat with
        {
            Device = 0,
            Number = number,
            LinkCount = 1,
            Size = stat.Type == NodeType.Directory ? 0 : stat.Size,
            Accessed = epoch,
            Modified = epoch,
            Changed = epoch,
        };
    }

    /// <summary>A name of the node was removed: a new file to which the system gives the same number is another one.</summary>
    public void Forget(in NodeStat stat) => _numbers.Remove((stat.Device, stat.Number));
}
