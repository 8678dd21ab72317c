using Compose.Engine;

namespace Compose.Runtime;

/// <content>
/// Putting a composition instance back into the state it was made in, instead of making another. All state of guests is in
/// memories, tables, globals and handle tables (rule 8), so what comes of it cannot be told from a new instance.
/// </content>
public sealed partial class ComponentStore
{
    private ICoreSnapshot? _snapshot;
    private (ulong, ulong) _sizes;
    private int _captured;

    /// <summary>
    /// Keeps the present state for <see cref="TryRenew"/>; right after instantiation. False where the engine cannot, or
    /// where an instance holds handles already, which a snapshot cannot keep.
    /// </summary>
    /// <param name="like">A store of the same image whose state was kept: equal memory is shared with it.</param>
    public bool TryCapture(ComponentStore? like = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (ComponentInstance instance in _instances)
        {
            if (instance.State != InstanceFlags.Idle || instance.Handles.HasAny)
            {
                return false;
            }
        }

        _snapshot = Core.Capture(like?._snapshot);
        _sizes = Limiter.Read();
        _captured = _instances.Count;
        return _snapshot is not null;
    }

    /// <summary>
    /// Puts everything back as it was when <see cref="TryCapture"/> was called: guests' state, handles (the host's
    /// resources are released), fuel, time. False where that cannot be done — nothing was kept, an instance has ended,
    /// the run was stopped, processor time is counted — and then the store must be disposed of.
    /// </summary>
    public bool TryRenew()
    {
        if (_snapshot is null || _disposed || Options.Cpu is not null || _depth != 0 || _captured != _instances.Count)
        {
            return false;
        }

        foreach (ComponentInstance instance in _instances)
        {
            if (instance.State != InstanceFlags.Idle)
            {
                return false;
            }

            instance.ReleaseHandles();
        }

        lock (_gate)
        {
            if (_timedOut || _cancellation.IsCancellationRequested)
            {
                return false;
            }

            _timer?.Dispose();
            _timer = null;
        }

        if (!Core.TryRestore(_snapshot))
        {
            return false;
        }

        Limiter.Reset(_sizes);
        Task.Fuel = Options.Fuel ?? long.MaxValue;
        return true;
    }
}
