using System.CommandLine;
using System.Security.Cryptography;
using Mainstay.FeederAgent.Hosting;

namespace Mainstay.FeederAgent.Commands;

/// <summary><c>mainstay-feeder sign --key FILE --model M --version V --release N --image FILE</c>: for makers. Writes the signed manifest of an image to the standard output.</summary>
internal static class SignCommand
{
    public static Command Make()
    {
        var key = new Option<string>("--key") { HelpName = "FILE", Description = "The maker's private key over P-256, PEM.", Required = true };
        var model = new Option<string>("--model") { Description = "The model that it is for.", Required = true };
        var version = new Option<string>("--version") { Description = "As people say it, such as 1.4.0.", Required = true };
        var release = new Option<long>("--release") { HelpName = "N", Description = "Above every release before.", Required = true };
        var image = new Option<string>("--image") { HelpName = "FILE", Description = "The gzipped tar of the program's folder.", Required = true };
        var sign = new Command("sign", "For makers: signs an image, so that feeders with the maker's key install it.") { key, model, version, release, image };
        sign.SetAction(async (parsed, cancel) =>
        {
            try
            {
                var file = parsed.GetRequiredValue(image);
                await using var content = File.OpenRead(file);
                var manifest = new FirmwareManifest(parsed.GetRequiredValue(model), parsed.GetRequiredValue(version), parsed.GetRequiredValue(release), content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel)));
                return await WriteAsync(manifest, await File.ReadAllTextAsync(parsed.GetRequiredValue(key), cancel), parsed.InvocationConfiguration);
            }
            catch (IOException failed)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync("mainstay-feeder: " + failed.Message);
                return ExitCode.Usage;
            }
        });
        return sign;
    }

    private static async Task<int> WriteAsync(FirmwareManifest manifest, string pem, InvocationConfiguration to)
    {
        using var maker = ECDsa.Create();
        try
        {
            maker.ImportFromPem(pem);
            var signed = manifest.Sign(maker);
            // What no feeder would take is not signed.
            if (FirmwareManifest.Read(signed, [maker]).Manifest is not null)
            {
                await to.Output.WriteLineAsync(signed);
                return ExitCode.Stopped;
            }
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            // No key, or none over P-256: said below.
        }

        await to.Error.WriteLineAsync("mainstay-feeder: The key is no private key over P-256, or the manifest is out of its bounds.");
        return ExitCode.Usage;
    }
}
