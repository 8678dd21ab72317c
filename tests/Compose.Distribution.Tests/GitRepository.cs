using System.Diagnostics;
using Compose.Testing;

namespace Compose.Distribution.Tests;

/// <summary>A repository of Git with a component in it, and keys of GnuPG and of SSH to sign its tags with.</summary>
internal sealed class GitRepository : IDisposable
{
    // Sockets of GnuPG's agent lie below it, and their paths may have 108 bytes only.
    private readonly string _home = Directory.CreateTempSubdirectory("git-").FullName;

    public GitRepository(string format = "sha1")
    {
        Folder = Path.Combine(_home, "r");
        Directory.CreateDirectory(Path.Combine(Folder, "dist"));
        File.Copy(Fixtures.Example("hello/greeter.wasm"), Path.Combine(Folder, "dist", "greeter.wasm"));
        Git("init", "--quiet", "-b", "main", "--object-format=" + format);
        Git("add", ".");
        Git("commit", "--quiet", "-m", "one");
    }

    public string Folder { get; }

    public string AllowedSigners => Path.Combine(_home, "allowed_signers");

    /// <summary>The address of the component at a tag.</summary>
    public string Source(string tag, string path = ":dist/greeter.wasm") => $"git:file://{Folder}#{tag}{path}";

    /// <summary>Makes an SSH key with a line of the file of allowed signers, and lets Git sign with it.</summary>
    public string SshKey(string name, string type = "ed25519", string options = "", int bits = 0)
    {
        string file = Path.Combine(_home, name);
        Run("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", name, "-f", file, .. bits > 0 ? (string[])["-b", $"{bits}"] : []]);
        string[] words = File.ReadAllText(file + ".pub").Split(' ');
        File.AppendAllText(AllowedSigners, $"{name}@example.com {options}{(options.Length > 0 ? " " : string.Empty)}{words[0]} {words[1]}\n");
        Git("config", "gpg.format", "ssh");
        Git("config", "gpg.ssh.allowedSignersFile", AllowedSigners);
        Git("config", "user.signingkey", file);
        return file;
    }

    /// <summary>Makes a key of GnuPG and lets Git sign with it; the file of its public half.</summary>
    public string PgpKey(string algorithm)
    {
        Run("gpg", "--batch", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key", "release@example.com", algorithm, "sign", "never");
        string file = Path.Combine(_home, "keys.asc");
        Run("gpg", "--batch", "--armor", "--output", file, "--export");
        Git("config", "gpg.format", "openpgp");
        Git("config", "user.signingkey", "release@example.com");
        return file;
    }

    public void Write(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        Git("add", ".");
        Git("commit", "--quiet", "-m", name);
    }

    public string Git(params string[] arguments) => Run("git", ["-C", Folder, "-c", "user.name=a", "-c", "user.email=a@example.com", .. arguments]);

    /// <summary>True if Git itself takes the signature of a tag.</summary>
    public bool Verifies(string tag) => Start("git", ["-C", Folder, "verify-tag", tag]).ExitCode == 0;

    /// <summary>Writes an object and gives its name.</summary>
    public string Object(string type, byte[] content)
    {
        string file = Path.Combine(_home, "object");
        File.WriteAllBytes(file, content);
        return Git("hash-object", "-t", type, "-w", "--literally", file).Trim();
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.Combine(_home, "gnupg")))
        {
            Start("gpgconf", ["--kill", "all"]);
        }

        foreach (string each in Directory.EnumerateFiles(_home, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(each, FileAttributes.Normal);
        }

        Directory.Delete(_home, recursive: true);
    }

    public string Run(string program, params string[] arguments)
    {
        (int exitCode, string output, string error) = Start(program, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}{output}");
        return output;
    }

    private (int ExitCode, string Output, string Error) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(IndependentTool.Require(program), arguments);
        string keys = Path.Combine(_home, "gnupg");
        if (program.StartsWith("gpg", StringComparison.Ordinal))
        {
            // GnuPG warns about a home that others may read, and works.
            Directory.CreateDirectory(keys);
        }

        start.Environment["GNUPGHOME"] = keys;
        start.Environment["HOME"] = _home;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["LC_ALL"] = "C";
        return IndependentTool.Run(start);
    }
}
