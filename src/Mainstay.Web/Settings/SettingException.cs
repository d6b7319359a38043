namespace Mainstay.Web;

/// <summary>A setting cannot be used. The process says which and ends before it has touched the store.</summary>
/// <param name="setting">Its full name, such as Tls:CertificatePath.</param>
/// <param name="wanted">What would be right, as it continues "wants …".</param>
public sealed class SettingException(string setting, string wanted) : Exception($"The setting {setting} wants {wanted}.");
