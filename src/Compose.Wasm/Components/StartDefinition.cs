namespace Compose.Wasm.Components;

/// <summary>A start function, with the values it is called with. Adds its result as a value.</summary>
public sealed class StartDefinition : ComponentDefinition
{
    internal StartDefinition(long offset, int functionIndex, IReadOnlyList<int> arguments, int results)
        : base(offset)
    {
        FunctionIndex = functionIndex;
        Arguments = arguments;
        Results = results;
    }

    public int FunctionIndex { get; }

    /// <summary>Value indexes.</summary>
    public IReadOnlyList<int> Arguments { get; }

    /// <summary>Number of results, 0 or 1.</summary>
    public int Results { get; }
}
