using System.Security.Cryptography;

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
        string path = PathOf(uri);
        byte[]? buffer = null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > MaxBytes)
            {
                throw new ComposeException(ErrorCodes.Secret.BackendError, $"the secret {uri} has more than {MaxBytes} bytes");
            }

            // Read to its end: the length of a file that grows or lies is not believed.
            buffer = GC.AllocateUninitializedArray<byte>((int)file.Length + 1, pinned: true);
            int length = 0;
            for (int read; length < buffer.Length && (read = file.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
            }

            // Editors end a file with a line feed; keys and binary values keep theirs on request.
            bool keeps = uri.Query.TryGetValue("raw", out string? raw) && raw is "" or "true";
            if (!keeps && length > 0 && buffer[length - 1] == (byte)'\n')
            {
                length -= length > 1 && buffer[length - 2] == (byte)'\r' ? 2 : 1;
            }

            return SecretValue.Copy(buffer.AsSpan(0, length));
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
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private string PathOf(SecretUri uri)
    {
        string path = Path.GetFullPath(uri.Path.TrimStart('/'), _folder);
        string real = path;
        if (File.Exists(path))
        {
            real = ResolveLinks(path);
        }

        string root = ResolveLinks(_folder) + Path.DirectorySeparatorChar;
        return path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && (real == path || real.StartsWith(root, StringComparison.Ordinal) || real.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            ? path
            : throw new ComposeException(ErrorCodes.Secret.InvalidUri, $"the address {uri} leaves the folder of secrets");
    }

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
