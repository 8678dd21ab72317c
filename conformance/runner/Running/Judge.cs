using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Compares what a host did with what had to come of it.</summary>
internal static class Judge
{
    private const int Shown = 200;

    /// <summary>Every difference; none if the step is right.</summary>
    public static List<string> Differences(Step step, StepResult result, TestScratch scratch, Regex? codes, IReadOnlyDictionary<string, StepResult> named)
    {
        Expectation expect = step.Expect;
        var wrong = new List<string>();
        string stdout = result.Process.StdoutText, stderr = result.Process.StderrText;
        switch (result.Outcome)
        {
            case Outcome.Hung:
                return [string.Create(CultureInfo.InvariantCulture, $"the host did not end within {expect.Seconds} s")];
            case Outcome.Broken:
                return [result.Process.NotStarted
                    ?? (result.Process.Flooded ? $"the host wrote more than {ProcessRun.OutputLimit >> 20} MiB"
                    : result.Process.Filled ? $"the host filled its folders: more than {FolderWatch.Limit >> 20} MiB or {FolderWatch.MaxFiles} files"
                    : string.Create(CultureInfo.InvariantCulture, $"the host fell with exit code {result.Process.ExitCode}"))];
        }

        if (!expect.Outcomes.Contains(result.Outcome))
        {
            wrong.Add($"the outcome is {Word.Of(result.Outcome)}, not {string.Join(" or ", expect.Outcomes.Select(Word.Of))}");
        }

        if (expect.Exit is { } exit && result.GuestExit != exit)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"the exit code is {result.GuestExit}, not {exit}"));
        }

        if (expect.Stdout is { } wanted && stdout != wanted)
        {
            wrong.Add($"standard output is {Quote(stdout)}, not {Quote(wanted)}");
        }

        if (expect.Value is { } value && stdout.Trim() != value)
        {
            wrong.Add($"the value is {Quote(stdout.Trim())}, not {Quote(value)}");
        }

        wrong.AddRange(expect.StdoutContains.Where(part => !stdout.Contains(part, StringComparison.Ordinal)).Select(part => $"standard output lacks {Quote(part)}: {Quote(stdout)}"));
        wrong.AddRange(expect.StderrContains.Where(part => !stderr.Contains(part, StringComparison.Ordinal)).Select(part => $"standard error lacks {Quote(part)}: {Quote(stderr)}"));
        if (expect.StdoutMatches is { } pattern && !pattern.IsMatch(stdout))
        {
            wrong.Add($"standard output does not match {pattern}: {Quote(stdout)}");
        }

        if (codes is not null)
        {
            var reported = codes.Matches(stdout + "\n" + stderr).Select(match => match.Groups[match.Groups.Count - 1].Value).ToHashSet(StringComparer.Ordinal);
            wrong.AddRange(expect.Codes.Where(code => !reported.Contains(code)).Select(code => $"the code {code} is not reported, but {(reported.Count == 0 ? "none" : string.Join(", ", reported.Order(StringComparer.Ordinal)))}"));
        }

        Files(expect, scratch, wrong);
        Contents(expect, scratch, wrong);
        Nowhere(expect, stdout, stderr, scratch, wrong);
        Others(expect, result, named, wrong);
        wrong.AddRange(result.RequestFailures);
        if (result.Process.LeftBehind > 0)
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"the host left {result.Process.LeftBehind} processes behind"));
        }

        return wrong;
    }

    /// <summary>Text as it can stand in a sentence: shortened, control characters escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char letter in text.Length > Shown ? text.AsSpan(0, Shown) : text)
        {
            _ = letter switch
            {
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '"' => quoted.Append("\\\""),
                < ' ' or '\u007f' => quoted.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)letter:x}}}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append(text.Length > Shown ? "…\"" : "\"").ToString();
    }

    private static void Files(Expectation expect, TestScratch scratch, List<string> wrong)
    {
        foreach ((string path, string? text) in expect.Files)
        {
            string full = Path.Combine(scratch.Files, path);
            if (text is null)
            {
                if (File.Exists(full) || Directory.Exists(full))
                {
                    wrong.Add($"the file {path} exists");
                }
            }
            else if (!File.Exists(full))
            {
                wrong.Add($"there is no file {path}");
            }
            else if (HostFile.TryRead(full, out string problem) is not { } bytes)
            {
                wrong.Add($"the file {path} {problem}");
            }
            else if (Encoding.UTF8.GetString(bytes) is var found && found != text)
            {
                wrong.Add($"the file {path} holds {Quote(found)}, not {Quote(text)}");
            }
        }
    }

    private static void Contents(Expectation expect, TestScratch scratch, List<string> wrong)
    {
        foreach ((string path, IReadOnlyList<string> texts) in expect.FilesContain)
        {
            string full = Path.Combine(scratch.Files, path);
            if (!File.Exists(full))
            {
                wrong.Add($"there is no file {path}");
                continue;
            }

            if (HostFile.TryRead(full, out string problem) is not { } bytes)
            {
                wrong.Add($"the file {path} {problem}");
                continue;
            }

            string found = Encoding.UTF8.GetString(bytes);
            foreach (string text in texts)
            {
                bool isUnwanted = text.StartsWith('!');
                if (found.Contains(isUnwanted ? text[1..] : text, StringComparison.Ordinal) == isUnwanted)
                {
                    wrong.Add($"the file {path} {(isUnwanted ? "holds" : "lacks")} {Quote(isUnwanted ? text[1..] : text)}: {Quote(found)}");
                }
            }
        }
    }

    private static void Nowhere(Expectation expect, string stdout, string stderr, TestScratch scratch, List<string> wrong)
    {
        foreach (string text in expect.Nowhere)
        {
            if (stdout.Contains(text, StringComparison.Ordinal) || stderr.Contains(text, StringComparison.Ordinal))
            {
                wrong.Add($"the host wrote {Quote(text)}");
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text);
            foreach (FileInfo file in HostFile.Below(scratch.Root))
            {
                // What the test laid there itself does not count.
                if (scratch.IsLaid(file.FullName))
                {
                    continue;
                }

                byte[]? found = HostFile.TryRead(file.FullName, out string problem);
                if (found is null || found.AsSpan().IndexOf(bytes) >= 0)
                {
                    string name = Quote(Path.GetRelativePath(scratch.Root, file.FullName));
                    wrong.Add(found is null ? $"the file {name} {problem}" : $"the host left {Quote(text)} in {name}");
                }
            }
        }
    }

    private static void Others(Expectation expect, StepResult result, IReadOnlyDictionary<string, StepResult> named, List<string> wrong)
    {
        // A host that was ended may have composed nothing; what it did compose must be whole.
        if (expect.SameAs is { } same && !(result.Outcome == Outcome.Killed && result.Output is null))
        {
            if (!named.TryGetValue(same, out StepResult? other) || !Product(other).AsSpan().SequenceEqual(Product(result)))
            {
                wrong.Add($"the result is not that of step '{same}'");
            }
        }

        if (expect.DiffersFrom is { } differs && named.TryGetValue(differs, out StepResult? unlike) && Product(unlike).AsSpan().SequenceEqual(Product(result)))
        {
            wrong.Add($"the result is that of step '{differs}'");
        }
    }

    private static byte[] Product(StepResult result) => result.Kind == StepKind.Compose ? result.Output ?? [] : result.Process.Stdout;
}
