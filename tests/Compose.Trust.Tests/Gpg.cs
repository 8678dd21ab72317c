using System.Diagnostics;

namespace Compose.Trust.Tests;

/// <summary>GnuPG in a home of its own, as the judge of OpenPGP; its agent ends with it.</summary>
internal sealed class Gpg : IDisposable
{
    // Sockets of the agent lie in it, and their paths may have 108 bytes only.
    private readonly string _home = Directory.CreateTempSubdirectory("gpg-").FullName;

    public Gpg()
    {
        if (!File.Exists("/usr/bin/gpg") || !File.Exists("/usr/bin/gpgv"))
        {
            Assert.Skip("GnuPG is absent: apt-get install gnupg gpgv");
        }
    }

    public string PathOf(string name) => Path.Combine(_home, name);

    /// <summary>Makes a key and gives its fingerprint.</summary>
    public string Key(string user, string algorithm, string expire = "never")
    {
        Run("--quick-generate-key", user, algorithm, "sign", expire);
        return Run("--with-colons", "--fingerprint", user).Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
    }

    /// <summary>The public keys, armored or binary.</summary>
    public byte[] Export(bool armored, params string[] users)
    {
        string file = PathOf("export-" + Path.GetRandomFileName());
        Run([.. armored ? (string[])["--armor"] : [], "--output", file, "--export", .. users]);
        return File.ReadAllBytes(file);
    }

    /// <summary>A detached signature.</summary>
    public byte[] Sign(string user, byte[] document, params string[] options)
    {
        string input = PathOf("in-" + Path.GetRandomFileName()), output = input + ".sig";
        File.WriteAllBytes(input, document);
        Run([.. options, "--local-user", user, "--output", output, "--detach-sign", input]);
        return File.ReadAllBytes(output);
    }

    /// <summary>Whether gpgv takes the signature.</summary>
    public bool Takes(byte[] keyring, byte[] signature, byte[] document)
    {
        File.WriteAllBytes(PathOf("ring.gpg"), keyring);
        File.WriteAllBytes(PathOf("doc"), document);
        File.WriteAllBytes(PathOf("doc.sig"), signature);
        return Start("/usr/bin/gpgv", ["--keyring", PathOf("ring.gpg"), PathOf("doc.sig"), PathOf("doc")], out _) == 0;
    }

    public string Run(params string[] arguments)
    {
        int code = Start("/usr/bin/gpg", ["--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments], out string output);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>As <see cref="Run"/> for commands that ask: the answers, one a line.</summary>
    public string Answer(string answers, params string[] arguments)
    {
        int code = Start("/usr/bin/gpg", ["--yes", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", "--command-fd", "0", .. arguments], out string output, answers);
        Assert.True(code == 0, output);
        return output;
    }

    public void Dispose()
    {
        Start("/usr/bin/gpgconf", ["--kill", "all"], out _);
        Directory.Delete(_home, recursive: true);
    }

    private int Start(string program, string[] arguments, out string output, string? answers = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = answers is not null, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GNUPGHOME"] = _home;
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        if (answers is not null)
        {
            process.StandardInput.Write(answers);
            process.StandardInput.Close();
        }

        Task<string> error = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), "it does not end");
        output += error.Result;
        return process.ExitCode;
    }
}
