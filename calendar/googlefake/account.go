package googlefake

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
)

// ServiceAccount is the account's name, and the issuer of its assertions.
const ServiceAccount = "peerpost@example-project.iam.gserviceaccount.com"

const keyID = "0123456789abcdef"

func newKey() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }

// Credentials is the JSON file of the service account, as Google's console
// gives it, with the token endpoint of this server.
func (s *Server) Credentials() []byte { return s.credentials(s.key) }

// ForeignCredentials is such a file with a key that this server does not know:
// it was deleted.
func (s *Server) ForeignCredentials() ([]byte, error) {
	key, err := newKey()
	if err != nil {
		return nil, err
	}
	return s.credentials(key), nil
}

func (s *Server) credentials(key *rsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic("googlefake: write a key that was just made: " + err.Error())
	}
	file, err := json.Marshal(map[string]string{
		"type":           "service_account",
		"project_id":     "example-project",
		"private_key_id": keyID,
		"private_key":    string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email":   ServiceAccount,
		"client_id":      "100000000000000000001",
		"token_uri":      s.URL + tokenPath,
	})
	if err != nil {
		panic("googlefake: write credentials: " + err.Error())
	}
	return file
}
