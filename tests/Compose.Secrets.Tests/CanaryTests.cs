using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Compose.CommandLine.Tests;
using Compose.Signing;

namespace Compose.Secrets.Tests;

/// <summary>
/// Plants a mark as the value of a secret in every backend, has the published program run real guests that use all of
/// them, hostile ones among them, with every output there is, and searches what came out for the marks: as they are, in
/// hexadecimal and in base64.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private const string Mark = "CANARY-";

    private readonly string _folder = Directory.CreateTempSubdirectory("compose-canary-").FullName;
    private readonly Dictionary<string, byte[]> _canaries = new(StringComparer.Ordinal);
    private VaultStandIn _vault = null!;
    private string? _module;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Checkout.Program), "composectl is not published: run ./test, or tools/publish-composectl first");
        _vault = await VaultStandIn.StartAsync();
        foreach (string backend in (string[])["env", "file", "systemd", "k8s", "vault"])
        {
            _canaries[backend] = Encoding.ASCII.GetBytes(Mark + backend + "-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
        }

        _vault.Value = Encoding.ASCII.GetString(_canaries["vault"]);
        Write("secrets/api", _canaries["file"]);
        Write("credentials/api", _canaries["systemd"]);
        Write("mounts/team/api", _canaries["k8s"]);

        // A run is short: what it was lent is given back at its end, not because its time is over.
        _vault.LeaseSeconds = 600;

        // Keys are canaries by their own bytes: the seed of the PEM, and the AES key.
        using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519);
        string pem = key.ExportPem();
        Write("secrets/key", Encoding.ASCII.GetBytes(pem));
        _canaries["key"] = Convert.FromBase64String(pem.Split('\n')[1])[^32..];
        _canaries["aes"] = RandomNumberGenerator.GetBytes(32);
        Write("secrets/aes", _canaries["aes"]);
        _module = Pkcs11Tests.Modules.FirstOrDefault(File.Exists);
        if (_module is not null && File.Exists("/usr/bin/pkcs11-tool") && File.Exists("/usr/bin/softhsm2-util"))
        {
            _canaries["hsm"] = Encoding.ASCII.GetBytes(Mark + "hsm-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));
            Directory.CreateDirectory(Path.Combine(_folder, "tokens"));
            Write("tokens/softhsm2.conf", Encoding.ASCII.GetBytes($"directories.tokendir = {_folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"));
            Write("tokens/value", _canaries["hsm"]);
            Tool("/usr/bin/softhsm2-util", "--init-token", "--free", "--label", "compose", "--so-pin", "12345678", "--pin", "1234");
            Tool("/usr/bin/pkcs11-tool", "--module", _module, "--token-label", "compose", "--login", "--pin", "1234", "--write-object", "tokens/value", "--type", "data", "--label", "api", "--private");
        }

        File.Copy(Path.Combine(Checkout.Root, "tests", "guests", "secret-user.wasm"), Path.Combine(_folder, "secret-user.wasm"));
        Plan("plan.yaml", "");
        Plan("reveal.yaml", "secrets-reveal: , ");
    }

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Plan(string name, string more) => Write(name, Encoding.UTF8.GetBytes(
        $$"""
        compose: 2
        name: canary
        components: { user: secret-user.wasm }
        secrets:
          env: env://CANARY_ENV
          file: file://api
          key: file://key
          aes: file://aes?raw
          systemd: systemd://api
          k8s: k8s://team/api
          vault: vault://kv/team/api#key
          lease: vault://database/creds/ro?engine=dynamic#password
          transit: vault://transit/keys/sig?engine=transit
          missing: file://none{{(_canaries.ContainsKey("hsm") ? "\n  hsm: pkcs11://compose/api" : string.Empty)}}
        instances:
          user:
            secrets: { env: env, file: file, key: key, aes: aes, systemd: systemd, k8s: k8s, vault: vault, lease: lease, transit: transit, missing: missing{{(_canaries.ContainsKey("hsm") ? ", hsm: hsm" : string.Empty)}} }
            capabilities: { stdin: , stdout: , stderr: , arguments: , secrets: , {{more}}audit: , metrics: , attest: , secrets-bearer: { allow: [api.example.com] } }
        exports: user
        """));

    [Theory]
    [InlineData("use")]
    [InlineData("hostile")]
    [InlineData("trap")]
    public void Run_WithEveryOutput_ShowsNoSecretAnywhere(string mode)
    {
        foreach (string[] more in (string[][])
        [
            ["--events-level", "trace", "--trace-edges", "--metrics", "metrics.json", "--attest-key", Key()],
            ["--json", "--determinism", "audit", "--record", "recording.jsonl"],
            ["--record-edges", "edges.jsonl"],
            ["--strict"],
            ["--engine", "clr", "--fuel", "2000000"],
        ])
        {
            (int code, string output) = Compose([
                "exec", "run", "--store", "store", "--tenant", "acme", "--audit", "--events", "events.jsonl", "--receipts", "receipts.jsonl", .. more, "plan.yaml", mode]);
            Search(output, $"what `exec run {string.Join(' ', more)}` said");
            Assert.DoesNotContain("ESCAPED", output, StringComparison.Ordinal);
            if (more[0] == "--events-level")
            {
                Assert.Equal(mode == "trap" ? 134 : 0, code);

                // The secrets were there, and were used.
                Assert.Contains("file hmac ok 32", output, StringComparison.Ordinal);
                Assert.Contains("vault hmac ok 32", output, StringComparison.Ordinal);
                Assert.Contains("lease hmac ok 32", output, StringComparison.Ordinal);
                if (_canaries.ContainsKey("hsm"))
                {
                    Assert.Contains("hsm hmac ok 32", output, StringComparison.Ordinal);
                }

                Assert.Contains("key verify ok 1", output, StringComparison.Ordinal);
                Assert.Contains("aes decrypt ok 7", output, StringComparison.Ordinal);
                Assert.Contains("transit verify ok 1", output, StringComparison.Ordinal);
                Assert.Contains("file placeholder ok 67", output, StringComparison.Ordinal);
                Assert.Contains("file reveal error 1", output, StringComparison.Ordinal);
                Assert.Contains("missing hmac error 0", output, StringComparison.Ordinal);
                Assert.Contains("found 0 in memory", output, StringComparison.Ordinal);
            }
        }

        foreach (string[] verb in (string[][])
        [
            ["plan", "build", "plan.yaml", "-o", "plan.cbor"],
            ["emit", "build", "--store", "store", "plan.yaml", "-o", "app.wasm"],
            ["exec", "run", "--store", "store", "app.wasm", mode],
            ["exec", "key", "--store", "store", "plan.yaml", "--json"],
            ["secrets", "list", "plan.yaml", "--json"],
            ["secrets", "check", "plan.yaml", "--json"],
            ["secrets", "resolve", "file://api", "--dry-run", "--json"],
            ["audit", "export", "--store", "store", "--tenant", "acme", "--as", "otel"],
            ["attest", "make", "plan.yaml", "--type", "execution", "--receipts", "receipts.jsonl", "--key", Key()],
        ])
        {
            Search(Compose(verb).Output, "what `" + string.Join(' ', verb) + "` said");
        }

        foreach (string file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(_folder, file);
            if (!path.StartsWith("secrets/", StringComparison.Ordinal) && !path.StartsWith("credentials/", StringComparison.Ordinal) && !path.StartsWith("mounts/", StringComparison.Ordinal) && !path.StartsWith("tokens/", StringComparison.Ordinal))
            {
                Search(File.ReadAllBytes(file), path);
            }
        }

        Assert.Empty(_vault.Leases);
        foreach (string expected in (string[])["events.jsonl", "receipts.jsonl", "metrics.json", "recording.jsonl", "plan.cbor", "app.wasm", "store/audit/acme"])
        {
            Assert.True(Path.Exists(Path.Combine(_folder, expected)), $"{expected} was not written, so nothing was searched there");
        }
    }

    [Fact]
    public void Search_OfAGuestsMemory_FindsWhatItWasAllowedToRead()
    {
        // Without this the search that finds nothing would prove nothing; and what was revealed shows nowhere else.
        (int code, string output) = Compose(["exec", "run", "--store", "store", "--tenant", "acme", "--audit", "--events", "events.jsonl", "--events-level", "trace", "--receipts", "receipts.jsonl", "reveal.yaml", "trap"]);
        Assert.Equal(134, code);
        Assert.Contains("file reveal ok", output, StringComparison.Ordinal);
        Assert.DoesNotContain("found 0 in memory", output, StringComparison.Ordinal);
        Search(output, "what the run said");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_folder, "store"), "*", SearchOption.AllDirectories).Append(Path.Combine(_folder, "events.jsonl")).Append(Path.Combine(_folder, "receipts.jsonl")))
        {
            Search(File.ReadAllBytes(file), file);
        }
    }

    [Fact]
    public void Memory_OfTheWholeHost_HasNoValueAfterItsUse()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("memory of a process is read from /proc");
        }

        using Process process = Start(["exec", "run", "--store", "store", "plan.yaml", "wait"]);
        _ = process.StandardError.ReadToEndAsync();
        while (process.StandardOutput.ReadLine() is { } line && line != "ready")
        {
            Assert.DoesNotContain("found 1", line, StringComparison.Ordinal);
        }

        // Guest and host are one process: linear memories, managed heap, native heap and stacks. The environment is the
        // caller's own, and bodies of HTTP pass through buffers of the framework.
        string[] searched = ["file", "systemd", "k8s", "key", "aes"];
        foreach (string name in (string[])["file", "systemd", "k8s"])
        {
            // As a text of the framework, which nothing could zero.
            _canaries[name + " as text"] = Encoding.Unicode.GetBytes(Encoding.ASCII.GetString(_canaries[name]));
        }

        searched = [.. searched, "file as text", "systemd as text", "k8s as text"];
        string? found, environment;
        try
        {
            found = FindInMemory(process.Id, searched);

            // The search does find what is there.
            environment = FindInMemory(process.Id, ["env"]);
        }
        finally
        {
            process.StandardInput.WriteLine();
        }

        Assert.True(process.WaitForExit(30_000), "it does not end");
        Assert.Null(found);
        Assert.NotNull(environment);
    }

    private string? FindInMemory(int id, string[] names)
    {
        using var memory = new FileStream($"/proc/{id}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[1 << 20];
        long total = 0;
        foreach (string map in File.ReadLines($"/proc/{id}/maps"))
        {
            string[] parts = map.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts[1][..2] != "rw" || parts[^1] is "[vvar]")
            {
                continue;
            }

            string[] range = parts[0].Split('-');
            long at = long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), end = long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            while (at < end)
            {
                int read;
                try
                {
                    memory.Position = at;
                    read = memory.Read(buffer, 0, (int)Math.Min(buffer.Length, end - at));
                }
                catch (IOException)
                {
                    // Reserved and not mapped.
                    break;
                }

                foreach (string name in names)
                {
                    if (buffer.AsSpan(0, read).IndexOf(_canaries[name]) is >= 0 and var where)
                    {
                        return $"{name} at {at + where:x} in {map}";
                    }
                }

                total += read;

                // Blocks overlap by the length of a canary.
                at += read < buffer.Length ? Math.Max(read, 4096) : read - 128;
            }
        }

        Assert.True(total > 4 << 20, $"only {total} bytes were searched");
        return null;
    }

    private void Search(string text, string where) => Search(Encoding.UTF8.GetBytes(text), where);

    private void Search(ReadOnlySpan<byte> bytes, string where)
    {
        foreach ((string backend, byte[] canary) in _canaries)
        {
            Assert.True(bytes.IndexOf(canary) < 0, $"the secret of {backend} shows in {where}");
            Assert.True(bytes.IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(canary))) < 0, $"the secret of {backend} shows in {where} in hexadecimal");
            for (int shift = 0; shift < 3; shift++)
            {
                // Base64 of the middle is the same wherever it begins, at three shifts.
                byte[] encoded = Encoding.ASCII.GetBytes(Convert.ToBase64String(canary.AsSpan(shift, (canary.Length - shift) / 3 * 3)));
                Assert.True(bytes.IndexOf(encoded) < 0, $"the secret of {backend} shows in {where} in base64");
            }
        }
    }

    private string Key()
    {
        string file = Path.Combine(_folder, "host.key");
        if (!File.Exists(file))
        {
            using SigningKey key = SigningKey.Create(KeyAlgorithm.Ed25519);
            File.WriteAllText(file, key.ExportPem());
        }

        return file;
    }

    private void Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private (int Code, string Output) Compose(string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), "it does not end");
        return (process.ExitCode, output + error.Result);
    }

    private void Tool(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["SOFTHSM2_CONF"] = Path.Combine(_folder, "tokens", "softhsm2.conf");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + error.Result);
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.Program, arguments) { WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CANARY_ENV"] = Encoding.ASCII.GetString(_canaries["env"]);
        start.Environment["COMPOSE_SECRETS"] = Path.Combine(_folder, "secrets");
        start.Environment["CREDENTIALS_DIRECTORY"] = Path.Combine(_folder, "credentials");
        start.Environment["COMPOSE_K8S_SECRETS"] = Path.Combine(_folder, "mounts");
        start.Environment["VAULT_ADDR"] = _vault.Address.ToString();
        start.Environment["VAULT_TOKEN"] = VaultStandIn.Root;
        start.Environment["HOME"] = _folder;
        if (_module is not null)
        {
            start.Environment["PKCS11_MODULE"] = _module;
            start.Environment["PKCS11_PIN"] = "1234";
            start.Environment["SOFTHSM2_CONF"] = Path.Combine(_folder, "tokens", "softhsm2.conf");
        }

        return Process.Start(start)!;
    }
}
