using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>A protected region of IL: labels of its ends, its clauses, and the cold code that must lie inside it.</summary>
internal sealed class TryRegion
{
    public required int Start { get; init; }

    public required int HandlerStart { get; init; }

    public required int HandlerEnd { get; init; }

    /// <summary>The region around it; null for the function itself.</summary>
    public TryRegion? Enclosing { get; init; }

    public List<CatchClause> Clauses { get; } = [];

    /// <summary>Trap blocks of the code in this region (branches cannot leave it), by trap code.</summary>
    public Dictionary<int, int> Traps { get; } = [];

    /// <summary>Traps with a number of their own.</summary>
    public List<TrapSite> Sites { get; } = [];

    /// <summary>Other cold code of this region.</summary>
    public List<Action> Cold { get; } = [];

    /// <summary>Where a trap branches to: it notes the number and gives fuel back that was charged for what did not run.</summary>
    internal record struct TrapSite(int Label, int Code, int Number, int Refund);
}
