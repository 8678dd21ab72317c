using System.Text;
using Compose.Runtime.Abi;

namespace Compose.Runtime.Text;

/// <summary>
/// WAVE, the text form of component values: <c>{name: "a", tags: [1, 2], kind: some(left)}</c>. Reading is directed by
/// the type; printing gives text that reads back to the same value.
/// </summary>
public static class Wave
{
    /// <summary>Reads one value of the type.</summary>
    /// <exception cref="ComposeException"><c>Exec.InvalidArgs</c> with line and column.</exception>
    public static Value Parse(string text, AbiType type, IHandleNames? names = null)
    {
        var reader = new WaveReader(text, names);
        Value value = reader.Read(type);
        reader.ExpectEnd();
        return value;
    }

    /// <summary>The value as text. Without names for them handles show as <c>&lt;resource&gt;</c>, which does not read back.</summary>
    public static string Print(in Value value, AbiType type, IHandleNames? names = null)
    {
        var text = new StringBuilder();
        WaveWriter.Write(text, value, type, names);
        return text.ToString();
    }

    /// <summary>The arguments of a call in parentheses: what <see cref="ParseArguments"/> reads.</summary>
    public static string PrintArguments(ReadOnlySpan<Value> args, AbiFunction function, IHandleNames? names = null)
    {
        var text = new StringBuilder("(");
        for (int i = 0; i < args.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ");
            WaveWriter.Write(text, args[i], function.Parameters[i].Type!, names);
        }

        return text.Append(')').ToString();
    }

    /// <summary>
    /// Splits <c>name(args)</c> into the function's name and the arguments with their parentheses; a bare name is a call
    /// without arguments. The name may be <c>interface#function</c>, with a version.
    /// </summary>
    public static (string Function, string Arguments) SplitCall(string text)
    {
        // Names such as `[method]counter.next` hold no parenthesis, so the first one begins the arguments.
        int open = text.IndexOf('(', StringComparison.Ordinal);
        return open < 0 ? (text.Trim(), "()") : (text[..open].Trim(), text[open..]);
    }

    /// <summary>Reads <c>(a, b)</c> as the arguments of a function; trailing optional ones may be left out.</summary>
    /// <exception cref="ComposeException"><c>Exec.InvalidArgs</c> with line and column.</exception>
    public static Value[] ParseArguments(string text, AbiFunction function, IHandleNames? names = null)
    {
        var reader = new WaveReader(text, names);
        Value[] values = reader.ReadArguments(function);
        reader.ExpectEnd();
        return values;
    }
}
