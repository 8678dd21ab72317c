using Compose.Engine;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Differential;

/// <summary>Two engines on one module.</summary>
public static class Comparison
{
    /// <summary>Null where they agree, else the first difference with what led to it.</summary>
    /// <param name="observed">How many lines were compared.</param>
    public static string? Difference(ICoreEngine one, ICoreEngine other, byte[] binary, int seed, out int observed)
    {
        Execution left = Execution.Run(one, CoreModuleReader.Read(binary), seed);
        Execution right = Execution.Run(other, CoreModuleReader.Read(binary), seed);
        int count = Math.Min(left.Lines.Count, right.Lines.Count);
        observed = count;
        for (int i = 0; i < count; i++)
        {
            if (left.Lines[i] == Execution.StackOverflow || right.Lines[i] == Execution.StackOverflow)
            {
                return null;
            }

            if (left.Lines[i] != right.Lines[i])
            {
                IEnumerable<string> before = left.Lines.Take(i).TakeLast(4);
                return $"{string.Join('\n', before)}\n- {one.Info.Name}: {left.Lines[i]}\n- {other.Info.Name}: {right.Lines[i]}";
            }
        }

        return left.Lines.Count == right.Lines.Count || (count > 0 && left.Lines[count - 1] == Execution.StackOverflow)
            ? null
            : $"{one.Info.Name} has {left.Lines.Count} lines, {other.Info.Name} {right.Lines.Count}";
    }
}
