using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Compose.Conformance;

/// <summary>Runs one test on one host.</summary>
internal static class TestRunner
{
    public static async Task<TestResult> RunAsync(ConformanceTest test, string suite, HostAdapter adapter, IHost host)
    {
        if (Unclaimed(test, suite, adapter, host) is { } reason)
        {
            return new TestResult { Suite = suite, Test = test, Verdict = Verdict.Unclaimed, Reasons = [reason] };
        }

        var watch = Stopwatch.StartNew();
        using var scratch = new TestScratch(test);
        var steps = new List<StepResult>();
        var named = new Dictionary<string, StepResult>(StringComparer.Ordinal);
        var wrong = new List<string>();
        for (int i = 0; i < test.Steps.Count; i++)
        {
            Step step = test.Steps[i];
            if (step.Damage is { } damage)
            {
                if (damage.Do(scratch.Home) > 0)
                {
                    continue;
                }

                wrong.Add($"there is no file {damage.Files} that could be damaged");
                break;
            }

            List<string> differences;
            StepResult? result = null;
            try
            {
                result = await host.DoAsync(step, scratch);
                steps.Add(result);
                differences = Judge.Differences(step, result, scratch, adapter.Codes, named);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or RegexMatchTimeoutException)
            {
                // What a host does to its own folders, or writes, never ends the run.
                differences = [$"the step cannot be judged: {failure.Message}"];
            }

            if (test.Steps.Count > 1)
            {
                differences = [.. differences.Select(difference => $"step {i + 1} ({step.Name ?? Word.Of(step.Kind)}): {difference}")];
            }

            wrong.AddRange(differences);
            if (step.Name is not null && result is not null)
            {
                named[step.Name] = result;
            }

            // Later steps build on earlier ones: after a mistake they would only repeat it.
            if (differences.Count > 0)
            {
                break;
            }
        }

        return new TestResult
        {
            Suite = suite,
            Test = test,
            Verdict = wrong.Count == 0 ? Verdict.Passed : Verdict.Failed,
            Reasons = wrong,
            Steps = steps,
            Duration = watch.Elapsed,
        };
    }

    private static string? Unclaimed(ConformanceTest test, string suite, HostAdapter adapter, IHost host)
    {
        if (!adapter.Suites.Contains(suite))
        {
            return "the host does not claim this suite";
        }

        if (test.Needs.FirstOrDefault(need => !adapter.Features.Contains(need)) is { } need)
        {
            return $"the host does not offer '{need}'";
        }

        return test.Steps.Select(host.Unable).FirstOrDefault(unable => unable is not null);
    }
}
