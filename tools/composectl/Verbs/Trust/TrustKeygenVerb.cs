using Compose.Signing;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Compose.Store;
using Compose.Trust;

namespace Compose.CommandLine;

/// <summary><c>trust keygen NAME</c>.</summary>
internal static class TrustKeygenVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Writes NAME.key and NAME.pub." };
        var algorithm = new Option<string>("--algorithm") { Description = "ecdsa-p256 or ed25519: what cosign verifies, too.", HelpName = "NAME", DefaultValueFactory = _ => "ecdsa-p256" };
        algorithm.AcceptOnlyFromAmong("ecdsa-p256", "ed25519");
        var command = new Command("keygen", "Make a key pair. The private key is not encrypted and readable by its owner only.") { name, algorithm };
        command.SetAction(parsed => Invocation.Run(parsed, invocation =>
        {
            string stem = parsed.GetRequiredValue(name);
            if (File.Exists(stem + ".key"))
            {
                throw new ComposeException(ErrorCodes.Generic.InvalidInput, $"{stem}.key is there already", hint: "a key is never written over; remove it first or choose another name");
            }

            using SigningKey key = SigningKey.Create(parsed.GetRequiredValue(algorithm) == "ed25519" ? KeyAlgorithm.Ed25519 : KeyAlgorithm.EcdsaP256);
            AtomicFile.WriteNew(Path.GetFullPath(stem + ".key"), Encoding.ASCII.GetBytes(key.ExportPem()));
            InputFile.Write(stem + ".pub", Encoding.ASCII.GetBytes(KeyFiles.PublicPem(key.Key)));
            return invocation.Succeed(
                new JsonObject { ["private-key"] = stem + ".key", ["public-key"] = stem + ".pub", ["key-id"] = key.Key.Id.Hex },
                text => text.WriteLine($"{stem}.key, {stem}.pub: key {key.Key.Id.Hex}"));
        }));
        return command;
    }
}
