using Compose.Runtime;

namespace Compose.Exec;

/// <summary>The calls that a wire of the plan has left in one run; the functions of its interface share them.</summary>
internal sealed class WireBudget(string consumer, string import, string provider, string export, ulong calls)
{
    private ulong _used;

    /// <summary>Whether an edge of the running composition belongs to the wire.</summary>
    public bool Covers(Wire wire) => TopOf(wire.Consumer) == consumer && TopOf(wire.Provider) == provider && wire.Export == export;

    /// <summary>Takes one call.</summary>
    /// <exception cref="GuestTrapException"><c>Exec.ResourceExhausted</c>: there is none left.</exception>
    public void Take()
    {
        if (_used == calls)
        {
            throw new GuestTrapException(
                ErrorCodes.Exec.ResourceExhausted,
                $"instance {consumer} used up its budget of {calls} calls of {import} ({provider})",
                $"raise the budget of the wire: {import}: {{from: {provider}, budget: N}}");
        }

        _used++;
    }

    /// <summary>Begins another run.</summary>
    public void Renew() => _used = 0;

    /// <summary>The instance of the plan that a path lies in.</summary>
    public static string TopOf(InstancePath path)
    {
        int slash = path.Text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? path.Text : path.Text[..slash];
    }
}
