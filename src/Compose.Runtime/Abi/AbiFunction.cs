using System.Text;

namespace Compose.Runtime.Abi;

/// <summary>
/// A component function type made ready for lifting and lowering (<c>flatten_functype</c>). Immutable; shared by every
/// instance of the component that declares it.
/// </summary>
public sealed class AbiFunction
{
    /// <summary>Most flat parameters before they go through memory.</summary>
    public const int MaxFlatParams = 16;

    /// <summary>Most flat results before they go through memory.</summary>
    public const int MaxFlatResults = 1;

    private string? _text;

    public AbiFunction(AbiField[] parameters, AbiType? result, bool isAsync = false)
    {
        Parameters = parameters;
        Result = result;
        IsAsync = isAsync;
        var types = new AbiType[parameters.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = parameters[i].Type!;
        }

        ParameterTuple = AbiType.Tuple(types);
    }

    public AbiField[] Parameters { get; }

    /// <summary>The result type, or null.</summary>
    public AbiType? Result { get; }

    /// <summary>Whether the type is <c>async func</c>.</summary>
    public bool IsAsync { get; }

    /// <summary>The parameters as one tuple: its layout is that of parameters passed in memory.</summary>
    public AbiType ParameterTuple { get; }

    /// <summary>Whether the parameters go through memory.</summary>
    public bool ParametersInMemory(bool is64) => ParameterTuple.Flat(is64).Length > MaxFlatParams;

    /// <summary>Whether the result goes through memory.</summary>
    public bool ResultInMemory(bool is64) => Result is not null && Result.Flat(is64).Length > MaxFlatResults;

    /// <summary>Nodes of the types of parameters and result together.</summary>
    public long Parts => (long)ParameterTuple.Parts + (Result?.Parts ?? 0);

    public bool NeedsAsync => IsAsync || ParameterTuple.NeedsAsync || (Result?.NeedsAsync ?? false);

    /// <summary>The core parameters of the lifted or lowered function.</summary>
    public FlatKind[] CoreParameters(bool is64, bool lower)
    {
        FlatKind pointer = is64 ? FlatKind.I64 : FlatKind.I32;
        var flat = new List<FlatKind>();
        if (ParametersInMemory(is64))
        {
            flat.Add(pointer);
        }
        else
        {
            flat.AddRange(ParameterTuple.Flat(is64));
        }

        if (lower && ResultInMemory(is64))
        {
            flat.Add(pointer);
        }

        return [.. flat];
    }

    /// <summary>The core results (none or one) of the lifted or lowered function.</summary>
    public FlatKind[] CoreResults(bool is64, bool lower)
    {
        if (Result is null)
        {
            return [];
        }

        if (!ResultInMemory(is64))
        {
            return Result.Flat(is64).ToArray();
        }

        return lower ? [] : [is64 ? FlatKind.I64 : FlatKind.I32];
    }

    /// <summary>The type with all names, resources by slot.</summary>
    public override string ToString()
    {
        if (_text is null)
        {
            var text = new StringBuilder(IsAsync ? "async func(" : "func(");
            for (int i = 0; i < Parameters.Length; i++)
            {
                text.Append(i == 0 ? string.Empty : ", ").Append(Parameters[i].Name).Append(": ");
                AbiTypeText.Write(text, Parameters[i].Type!);
            }

            text.Append(')');
            if (Result is not null)
            {
                text.Append(" -> ");
                AbiTypeText.Write(text, Result);
            }

            _text = text.ToString();
        }

        return _text;
    }
}
