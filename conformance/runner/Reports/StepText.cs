using System.Buffers;
using System.Globalization;
using System.Text;

namespace Compose.Conformance;

/// <summary>Steps as a person reads them: the command, how it ended, what it wrote.</summary>
internal static class StepText
{
    private const int Shown = 4000;

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(" \"'\n$*");

    public static string Of(IReadOnlyList<StepResult> steps)
    {
        var text = new StringBuilder();
        foreach (StepResult step in steps)
        {
            text.Append("$ ").AppendJoin(' ', step.Process.Command.Select(Quoted)).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{Word.Of(step.Outcome)}, exit code {step.Process.ExitCode}\n");
            Append(text, "standard output", step.Process.StdoutText);
            Append(text, "standard error", step.Process.StderrText);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, string written)
    {
        if (written.Length == 0)
        {
            return;
        }

        text.Append("-- ").Append(name).Append('\n').Append(written.Length <= Shown ? written : string.Concat(written.AsSpan(0, Shown), "…"));
        if (text[^1] != '\n')
        {
            text.Append('\n');
        }
    }

    private static string Quoted(string word) => word.Length > 0 && !word.AsSpan().ContainsAny(s_quoted) ? word : $"'{word}'";
}
