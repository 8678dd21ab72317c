namespace Compose.Wasm.Components;

/// <summary>The type of a component function.</summary>
public sealed class ComponentFuncType : DefinedType
{
    public ComponentFuncType(IReadOnlyList<RecordField> parameters, ComponentValueType? result, bool isAsync = false)
    {
        Parameters = FixedList<RecordField>.Of(parameters);
        Result = result;
        IsAsync = isAsync;
        foreach (var parameter in Parameters)
        {
            Include(parameter.Type);
        }

        Include(result);
    }

    public IReadOnlyList<RecordField> Parameters { get; }

    /// <summary>The result, or null.</summary>
    public ComponentValueType? Result { get; }

    /// <summary>Whether calling it may block (an async function may; part of the type since WASI 0.3).</summary>
    public bool IsAsync { get; }

    public override string KindName => "func";
}
