namespace Compose.Secrets;

/// <summary>
/// Files of one folder, by relative path: <c>file://NAME</c>, <c>systemd://NAME</c> (credentials of the service,
/// <c>$CREDENTIALS_DIRECTORY</c>), <c>k8s://SECRET/KEY</c> (secrets mounted into a pod). A path never leaves the folder, not
/// by a symbolic link either, except within it, as Kubernetes lays out its mounts.
/// </summary>
public sealed class FileSecrets : ISecretBackend
{
    private const int MaxBytes = 1 << 20;

    private readonly string _folder;

    public FileSecrets(string scheme, string folder)
    {
        Scheme = scheme;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    }

    public string Scheme { get; }

    /// <summary>The credentials that systemd hands to the service; null if there are none.</summary>
    public static FileSecrets? Systemd() =>
        Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder ? new FileSecrets("systemd", folder) : null;

    public SecretValue Read(SecretUri uri)
    {
        uri.Require("raw");
        string path = PathOf(uri);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            RequireWithin(uri, path, file);

            // Read to its end: the length of a file that grows or lies is not believed.
            using var buffer = new PinnedBuffer(4 << 10);
            for (int read; (read = file.Read(buffer.GetSpan(4 << 10))) > 0;)
            {
                buffer.Advance(read);
                if (buffer.Length > MaxBytes)
                {
                    throw new ComposeException(ErrorCodes.Secret.BackendError, $"the secret {uri} has more than {MaxBytes} bytes");
                }
            }

            // Editors end a file with a line feed; keys and binary values keep theirs on request.
            ReadOnlySpan<byte> value = buffer.Written;
            bool keeps = uri.Query.TryGetValue("raw", out string? raw) && raw is "" or "true";
            if (!keeps && value.EndsWith("\n"u8))
            {
                value = value[..^(value.EndsWith("\r\n"u8) ? 2 : 1)];
            }

            return SecretValue.Copy(value);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComposeException(ErrorCodes.Secret.NotFound, $"there is no secret {uri}", hint: $"expected a file in {_folder}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ComposeException(ErrorCodes.Secret.AccessDenied, $"the secret {uri} may not be read by this user");
        }
        catch (IOException e)
        {
            throw new ComposeException(ErrorCodes.Secret.BackendError, $"the secret {uri} cannot be read: {e.Message}");
        }
    }

    private string PathOf(SecretUri uri)
    {
        string path = Path.GetFullPath(uri.Path.TrimStart('/'), _folder);
        return path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw Leaves(uri);
    }

    /// <summary>
    /// The file that was opened lies in the folder, whatever links led to it. Where the system tells the path of an open file
    /// nobody can exchange a link between the look and the opening.
    /// </summary>
    private void RequireWithin(SecretUri uri, string path, FileStream file)
    {
        string real = OperatingSystem.IsLinux()
            ? new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget ?? ResolveLinks(path)
            : ResolveLinks(path);
        if (!real.StartsWith(ResolveLinks(_folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Leaves(uri);
        }
    }

    private static ComposeException Leaves(SecretUri uri) => new(ErrorCodes.Secret.InvalidUri, $"the address {uri} leaves the folder of secrets");

    /// <summary>The path with every link on the way followed.</summary>
    private static string ResolveLinks(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        int links = 0;
        var parts = new Stack<string>(path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (parts.TryPop(out string? part))
        {
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            string next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is { } target && ++links < 40)
            {
                string[] targetParts = target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
                resolved = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : resolved;
                foreach (string inner in targetParts.Where(inner => inner != ".").Reverse())
                {
                    parts.Push(inner);
                }
            }
            else
            {
                resolved = next;
            }
        }

        return resolved;
    }
}
