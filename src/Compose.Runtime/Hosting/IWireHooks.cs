namespace Compose.Runtime;

/// <summary>Decides, once for each edge when it is linked, what its calls pass through (rule 6).</summary>
public interface IWireHooks
{
    /// <summary>What the calls of the edge pass through; null for the direct path, which knows nothing of hooks.</summary>
    IWireHook? Of(Wire wire);
}
