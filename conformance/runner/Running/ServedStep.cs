using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Compose.Conformance;

/// <summary>A step that serves: the program is started, asked, and told to end.</summary>
internal static class ServedStep
{
    private static readonly TimeSpan s_perRequest = TimeSpan.FromSeconds(10);

    public static async Task<StepResult> DoAsync(
        Step step, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string folder, string root, int port, TimeSpan limit, IReadOnlyList<OutcomeRule> rules)
    {
        ProcessRun run;
        try
        {
            run = ProcessRun.Start(command, environment, folder, watched: root);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return new StepResult
            {
                Kind = StepKind.Serve,
                Outcome = Outcome.Broken,
                Process = new ProcessResult { Command = command, ExitCode = -1, Stdout = [], Stderr = [], Duration = default, NotStarted = failure.Message },
            };
        }

        await using (run)
        {
            var failures = new List<string>();
            bool ready = await ReadyAsync(run, port, limit);
            if (ready)
            {
                await AskAsync(step, port, failures);
                Terminate(run);
            }

            ProcessResult result = await run.EndAsync(ready ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(100));
            return new StepResult
            {
                Kind = StepKind.Serve,
                // A server that answered and was told to end has done what was asked, whatever code it ends with.
                Outcome = ready && !result.TimedOut ? Outcome.Ok : CommandHost.OutcomeOf(result, rules),
                Process = result,
                RequestFailures = failures,
            };
        }
    }

    private static async Task<bool> ReadyAsync(ProcessRun run, int port, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < limit && !run.HasExited)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync("127.0.0.1", port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }

        return false;
    }

    private static async Task AskAsync(Step step, int port, List<string> failures)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")),
            Timeout = s_perRequest,
            MaxResponseContentBufferSize = ProcessRun.OutputLimit,
        };
        foreach (HttpExchange exchange in step.Requests)
        {
            string what = $"{exchange.Method} {exchange.Path}";
            try
            {
                using var request = new HttpRequestMessage(new HttpMethod(exchange.Method), exchange.Path);
                if (exchange.Body is not null)
                {
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(exchange.Body));
                }

                foreach ((string name, string value) in exchange.Headers)
                {
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                    {
                        (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
                    }
                }

                using HttpResponseMessage response = await client.SendAsync(request);
                string body = await response.Content.ReadAsStringAsync();
                Compare(exchange, what, response, body, failures);
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException)
            {
                if (exchange.Status != 0)
                {
                    failures.Add($"{what}: no answer ({failure.Message})");
                }
            }
        }
    }

    private static void Compare(HttpExchange exchange, string what, HttpResponseMessage response, string body, List<string> failures)
    {
        if ((int)response.StatusCode != exchange.Status)
        {
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: status {(int)response.StatusCode}, not {exchange.Status}"));
        }

        if (exchange.ExpectBody is not null && body != exchange.ExpectBody)
        {
            failures.Add($"{what}: the body is {Judge.Quote(body)}, not {Judge.Quote(exchange.ExpectBody)}");
        }

        foreach ((string name, string value) in exchange.ExpectHeaders)
        {
            string? actual = response.Headers.TryGetValues(name, out var own) || response.Content.Headers.TryGetValues(name, out own) ? string.Join(", ", own) : null;
            if (actual != value)
            {
                failures.Add($"{what}: the header {name} is {actual ?? "absent"}, not {value}");
            }
        }
    }

    // A server is asked to end as a service manager would; killing it would hide that it cannot.
    private static void Terminate(ProcessRun run)
    {
        if (OperatingSystem.IsWindows())
        {
            run.Kill();
            return;
        }

        // It may have ended by itself just now, which `kill` would complain of.
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-TERM", run.ProcessId.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true });
        kill?.WaitForExit(2000);
    }
}
